/** What stands around the pages of the console, and on its door, in English. */
import type { ProblemKind } from '../problems/problem.js';

const kinds: Partial<Record<ProblemKind, [title: string, sentence: string]>> = {
  forbidden: ['This is not yours to do', 'Your role does not include it. An admin of this service can change that.'],
  'not-found': ['There is nothing here', 'The address is wrong, or what was here is gone, or it is not yours to see.'],
  'contract-not-found': ['No such contract', 'Check its id. Contracts of other accounts are answered in the same way.'],
  erased: ['It was erased', 'What was written is gone. That it was there, and its hash, stay.'],
  'invalid-parameter': ['This address is not right', 'Go back to the list and begin there again.'],
  'too-many-requests': ['Too often', 'Wait a minute, then try again. Nothing was done.'],
  unavailable: ['Not just now', 'The service is too busy, or its database is away. Try again in a moment.'],
};

export const english = {
  sections: {
    contracts: 'Contracts',
    review: 'To review',
    deadLetters: 'Texts not sent',
    webhooks: 'Webhooks',
    keys: 'API keys',
    budget: 'Budget',
  },
  openToAll: 'Development: nobody needs to sign in',
  account: 'Your account',
  signOut: 'Sign out',
  signIn: {
    title: 'Sign in',
    email: 'Email',
    password: 'Password',
    code: 'Code of your authenticator',
    codeHint: 'Six digits, or a recovery code. Leave it empty if you have not set one up.',
    submit: 'Sign in',
    refused: 'The email, the password or the code is wrong. After five wrong tries none counts for fifteen minutes.',
    codeNeeded: 'You have an authenticator set up: type your password again, and the code it shows now.',
    signedOut: 'You are signed out.',
    offTitle: 'The console is closed here',
    off: 'Nobody can sign in to this service yet. To open the console, let AUTH name jwt (for example AUTH=api-key,jwt), start the service again, and make an operator:',
  },
  fault: {
    meaning: 'What this means',
    request: 'Request',
    signedOutTitle: 'You are signed out',
    signedOut:
      'Nothing was sent. Sign in again in a new tab, then come back here with the Back button: what you typed is still there.',
    signIn: 'Sign in in a new tab',
    kinds,
  },
};
