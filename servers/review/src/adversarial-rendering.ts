import type { Rendering } from '@codex-pro/capability';
import type { AdversarialPart } from './adversarial/adversarial-part.ts';
import {
  renderChallengeMarkdown,
  renderChallengeText,
  shortenChallenge,
} from './adversarial/render-challenge.ts';

/** Adversarial reviews as people read them. */
export const challengeRendering: Rendering<AdversarialPart> = {
  markdown: renderChallengeMarkdown,
  text: renderChallengeText,
  shorten: shortenChallenge,
};
