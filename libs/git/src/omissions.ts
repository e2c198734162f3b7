import type { Omission } from './snapshot.ts';

/** Why a file is listed without its text, as the user reads it. */
export const omissions = {
  secret: (name: string): Omission => ({
    word: 'secret',
    why: `${name} has the name of a file that holds secrets, so it was not read.`,
  }),
  binary: (name: string): Omission => ({
    word: 'binary',
    why: `${name} is binary, or too large for git to compare as text.`,
  }),
  overFile: (name: string, bytes: number, limit: number): Omission => ({
    word: 'too_large',
    why: `${name} has ${bytes} bytes to review, over the limit of ${limit} for a file (caps.file).`,
  }),
  overTotal: (name: string, limit: number): Omission => ({
    word: 'too_large',
    why: `${name} was left out, among the largest: all files together are over the limit of ${limit} bytes (caps.total).`,
  }),
  cut: (name: string): Omission => ({
    word: 'too_large',
    why: `${name} lies behind the first 64 MiB of the whole change.`,
  }),
  unmerged: (name: string): Omission => ({
    word: 'unmerged',
    why: `${name} has a conflict, so nothing of it is staged.`,
  }),
  submodule: (name: string): Omission => ({
    word: 'submodule',
    why: `${name} has uncommitted changes of its own, which were not reviewed: review it as its own workspace.`,
  }),
  unknownSubmodule: (name: string): Omission => ({
    word: 'submodule',
    why: `git would not tell whether ${name} has uncommitted changes of its own: look with \`git status\` there.`,
  }),
  unreadable: (name: string): Omission => ({
    word: 'unreadable',
    why: `${name} could not be read: it may be gone, or belong to somebody else.`,
  }),
  ownRepository: (name: string): Omission => ({
    word: 'unreadable',
    why: `${name} is a repository of its own: review it as its own workspace.`,
  }),
};
