/** What this service has for a browser, and where one may go from the pages that are not the console's. */
import { Inject, Injectable } from '@nestjs/common';
import { BrowserLoginsService } from '../auth/browser-logins.service.js';
import { ENV, type Env } from '../config/env.js';
import type { Section } from '../look/frame.js';
import type { Language } from '../texts/wording.js';

const LABELS: Record<Language, Record<'phones' | 'console' | 'verify' | 'docs', string>> = {
  en: { phones: 'Phones', console: 'Console', verify: 'Check a receipt', docs: 'Documentation' },
  sw: { phones: 'Simu', console: 'Dawati', verify: 'Hakiki stakabadhi', docs: 'Maelezo' },
};

@Injectable()
export class SiteService {
  /** With a way in: by themselves, or by signing in. */
  readonly has: Readonly<Record<'phones' | 'console' | 'docs', boolean>>;

  constructor(@Inject(ENV) env: Env, @Inject(BrowserLoginsService) logins: BrowserLoginsService) {
    this.has = {
      phones: env.gateway === 'simulator' && (logins.isOpen('phones') || logins.canSignIn),
      console: logins.isOpen('console') || logins.canSignIn,
      docs: env.docs,
    };
  }

  sections(language: Language): Section[] {
    const labels = LABELS[language];
    return [
      ...(this.has.phones ? [{ href: '/phones', label: labels.phones }] : []),
      ...(this.has.console ? [{ href: '/console', label: labels.console }] : []),
      { href: '/verify', label: labels.verify },
      ...(this.has.docs ? [{ href: '/docs', label: labels.docs }] : []),
    ];
  }
}
