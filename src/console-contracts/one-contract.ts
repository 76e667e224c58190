/** What the page of one contract and its timeline say, by language. */
import type { Language } from '../texts/wording.js';
import { english } from './contract.en.js';
import { swahili } from './contract.sw.js';
import { english as timelineInEnglish } from './timeline.en.js';
import { swahili as timelineInSwahili } from './timeline.sw.js';

const PAGES: Record<Language, typeof english> = { en: english, sw: swahili };
const TIMELINES: Record<Language, typeof timelineInEnglish> = { en: timelineInEnglish, sw: timelineInSwahili };

export const pageWordingOf = (language: Language) => PAGES[language];
export const timelineWordingOf = (language: Language) => TIMELINES[language];
