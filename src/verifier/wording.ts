/** Every sentence of a verdict, by language. */
import { type Told, tell } from './sentence.js';
import { english } from './wording.en.js';
import { swahili } from './wording.sw.js';

/** English is the measure: a language that lacks one of its sentences does not compile. */
export type Wording = typeof english;
export type Sentence = Told<Wording>;

export const WORDINGS = { en: english, sw: swahili } satisfies Record<string, Wording>;
export type Language = keyof typeof WORDINGS;

export const say = (sentence: Sentence, language: Language): string => tell<Wording>(WORDINGS[language], sentence);
