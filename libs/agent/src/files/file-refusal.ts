/** Why a path cannot be used, in words for the model. */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
}

/** What the system says of a path, in plain words; anything that is no error of the file system is thrown on. */
export function asRefusal(error: unknown, path: string): FileRefusal {
  if (error instanceof FileRefusal) return error;
  const code = codeOf(error);
  if (code === null) throw error;
  const words = sentences[code];
  return new FileRefusal(words === undefined ? `${path} cannot be used (${code})` : `${path} ${words}`);
}

/** The code of a file system error, such as `ENOENT`; null for any other error. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'lies below something that is no folder',
  EISDIR: 'is a folder',
  EACCES: 'may not be accessed',
  EPERM: 'may not be changed',
  ENXIO: 'is no regular file',
  ELOOP: 'is or lies below a symbolic link that changed just now, or that leads in a circle',
  ENAMETOOLONG: 'is too long a name',
  EROFS: 'lies on a read-only file system',
  ENOSPC: 'cannot be written: the disk is full',
  EDQUOT: 'cannot be written: the quota is used up',
};
