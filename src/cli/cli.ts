/** The operator's commands. Each loads only what it needs: `verify` works without a configuration or a database. */

const USAGE = `Usage: npm run cli -- <command>

  verify <receipt.json> --jwks <file or address> | --key <thumbprint> [--language en|sw] [--json]
      Check a receipt without trusting, or reaching, the service that issued it.
      Exit code 0: valid. 1: something is wrong. 3: consistent, but no trusted key was given.
  callbacks [--base-url https://your.host] [--register]
      Print the addresses to paste into the carrier's dashboard. An Android phone is told them by --register.
  doctor [https://your.host] [--json]
      Examine this configuration, the service that runs with it, and the carrier; say what to do.
      Exit code 0: nothing is wrong. 1: something is.
  accounts create <name> [--id short-name] | accounts list
  keys create --name <name> [--scopes a,b | all] [--account id] [--expires-in 90d] [--allowed-ips 203.0.113.0/24,…] [--admin]
  keys list | keys revoke <id> | keys rotate <id> [--grace 24h]
      Which programs may call. With --json these print JSON.
  operators create --email <address> --role viewer|editor|manager|admin [--account id]
  operators list | disable | enable | set-password | unlock | reset-totp  [--email <address>]
      Who may sign in. Passwords are asked for, or read from standard input.
  service-accounts create --name <name> [--scopes a,b | all] [--account id] | service-accounts list
  service-accounts add-key <id> --key <file> | service-accounts revoke <id> [--kid <kid>]
      Programs that sign assertions (RFC 7523) with a key of their own; here is its public part, as PEM or JWK.
  subjects link <sub> --role viewer|editor|manager|admin [--account id] | subjects unlink <sub> | subjects list
      Who of the outside issuer (JWT_ISSUER) may call, and as whom.
  prefixes list | prefixes resume <prefix>
      Dial prefixes (+254712) that nobody answers from are not texted (SMS_UNANSWERED_LIMIT): see them, let one go on.
  rewrap
      After SECRET_KEY was replaced, and the former one set as SECRET_KEY_PREVIOUS: wrap the data key anew.
  signing-keys list [--json] | signing-keys rotate [--out <file>] | signing-keys revoke <kid> --reason <text>
      The key that signs receipts. Rotate it once a year, then restart. What former keys signed goes on to verify;
      a key that somebody may have copied is revoked, and from then on proves only what stands in the log already.
  audit
      Hold everything recorded against its hashes, its signatures and the log. Exit code 0: it holds. 1: the first place
      that does not is named.
  backup <file>
      A whole copy of the SQLite database, made while the server runs, and audited before it gets its name. With PostgreSQL:
      the command of its own that makes one. Exit code 1: a copy that does not hold is kept as <file>.unsound.
  restore <file> [--replace]
      Such a copy becomes the database, audited before; with the service stopped. With --replace, one that is there is put
      aside first. Says what is lost, and signs it where a later checkpoint is there.
  acknowledge-restore
      After an older database was restored on purpose: sign that the log goes on from there, and what was lost.
  export <folder> [--account id] [--since 2026-01-01] [--until 2026-02-01] [--status confirmed] [--continue]
      Contracts, all or those asked for, as files: documents, receipts with proofs, events, texts, and an index of them.
  erase <number> [--yes]
      Remove a person from the record. Without --yes: say what would go.
  dead-letters list [--json] | dead-letters resend <id> | dead-letters resend --all
      Texts that were given up after all tries: why, what to do, and once more.
Commands about access, signing keys, prefixes and dead letters, audit, backup, export and erase also work while a server
runs.
`;

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  verify: async (args) => (await import('./verify.js')).verify(args),
  callbacks: async (args) => (await import('./callbacks.js')).callbacks(args),
  doctor: async (args) => (await import('./doctor.js')).doctor(args),
  operators: async (args) => (await import('./operators.js')).operators(args),
  'service-accounts': async (args) => (await import('./service-accounts.js')).serviceAccounts(args),
  subjects: async (args) => (await import('./subjects.js')).subjects(args),
  'signing-keys': async (args) => (await import('./signing-keys.js')).signingKeys(args),
  audit: async (args) => (await import('./audit.js')).audit(args),
  backup: async (args) => (await import('./backup.js')).backup(args),
  restore: async (args) => (await import('./restore.js')).restore(args),
  export: async (args) => (await import('./export.js')).exportContracts(args),
  'acknowledge-restore': async () => (await import('./restores.js')).acknowledgeRestore(),
  erase: async (args) => (await import('./erase.js')).erase(args),
  'dead-letters': async (args) => (await import('./dead-letters.js')).deadLetters(args),
  prefixes: async (args) => (await import('./prefixes.js')).prefixes(args),
  rewrap: async () => (await import('./rewrap.js')).rewrap(),
  accounts: async (args) => (await import('./accounts.js')).accounts(args),
  keys: async (args) => (await import('./keys.js')).keys(args),
};

export async function run([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command(args);
  const isHelp = ['', 'help', '--help', '-h'].includes(name);
  (isHelp ? process.stdout : process.stderr).write(isHelp ? USAGE : `There is no command ${name}.\n\n${USAGE}`);
  return isHelp ? 0 : 2;
}

/** A wrong argument is told in one sentence. */
process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  return 2;
});
