/** What an operator's own page says, in English. */
export const english = {
  title: 'Your account',
  nobody:
    'Nobody signs in here, so there is nothing to set. Where AUTH names jwt, this page holds your password and your authenticator.',
  facts: { email: 'Email', role: 'Role', account: 'Account' },
  roles: {
    viewer: 'viewer: sees contracts and texts',
    editor: 'editor: makes and moves contracts too',
    manager: 'manager: everything in this account',
    admin: 'admin: everything in every account',
  } as Record<string, string>,
  states: { on: 'On', off: 'Off' },
  factor: {
    title: 'Authenticator',
    off: 'Besides your password, signing in can ask for a code that your telephone shows. Whoever learns your password cannot get in then.',
    on: 'Signing in asks for a code of your authenticator, or for a recovery code.',
    since: 'Since',
    setUp: 'Set up an authenticator',
    password: 'Your password',
    code: 'A code that it shows now, or a recovery code',
    turnOff: 'Turn the authenticator off',
    offTitle: 'Turn it off',
    offHint: 'The recovery codes go with it.',
  },
  setUp: {
    title: 'Set up your authenticator',
    steps: [
      'Open an authenticator on your telephone, such as Aegis, FreeOTP, Google or Microsoft Authenticator.',
      'Let it scan this picture, or type the secret in.',
      'Type the six digits that it shows now.',
    ],
    picture: 'A picture for the camera of your authenticator; it says the same as the secret below.',
    secret: 'Secret',
    secretHint: 'It is shown this once. Nothing is asked for at sign-in until the first code is right.',
    code: 'Six digits',
    submit: 'Turn it on',
    wrong:
      'That code is wrong, or was used already. Wait for the next one and type it. After five wrong tries none counts for fifteen minutes.',
    again: 'Begin again with a new picture',
  },
  recovery: {
    title: 'Keep your recovery codes',
    lead: 'The authenticator is on. Should you lose your telephone, each of these lets you in once, in place of a code. They are shown this once.',
    advice:
      'Print this page or write them down, and keep the paper where you keep your documents, not with the telephone.',
    onward: 'I have kept them',
  },
  password: {
    title: 'Password',
    current: 'Your password now',
    next: 'New password',
    nextHint: 'At least 12 characters. Several unrelated words are good.',
    again: 'The new one again',
    submit: 'Change the password',
    hint: 'Wherever else you are signed in, you are signed out then.',
    wrong: 'The password was not changed. Please look at this again:',
    faults: {
      current: 'This is not your password now; after five wrong tries none counts for fifteen minutes.',
      new: 'The new password must have 12 to 128 characters and not be easily guessed: take several unrelated words.',
      again: 'The new password must be the same both times.',
    },
  },
  elsewhere: {
    title: 'Elsewhere',
    text: 'If you left yourself signed in on another telephone or computer, end that here. This browser stays signed in.',
    submit: 'Sign out everywhere else',
  },
  done: {
    password: 'Your password is changed. Wherever else you were signed in, you are signed out.',
    factorOff: 'The authenticator is off: your password alone signs you in.',
    elsewhere: 'You are signed out everywhere else.',
  },
  refusals: {
    'wrong-code':
      'The password or the code is wrong, or the code was used already. After five wrong tries none counts for fifteen minutes.',
    'totp-not-possible': 'That is not possible with the authenticator as it stands now.',
  } as Record<string, string>,
};
