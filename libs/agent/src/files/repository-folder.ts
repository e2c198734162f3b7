/**
 * Whether a path lies in a folder `.git`, or is one, as any file system may read its name: without regard to case, to
 * dots and spaces at the end (Windows), to characters that HFS+ does not see, and by its short name.
 */
export function inRepositoryFolder(path: string): boolean {
  return path.split(/[/\\]/).some((part) => {
    const name = part
      .replace(unseen, '')
      .replace(/[. ]+$/, '')
      .toLowerCase();
    return name === '.git' || name === 'git~1' || name.startsWith('.git:');
  });
}

const unseen = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
