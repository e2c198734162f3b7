/** An error in one line: its code, its message unless `said` holds it already, and what to do. */
export function errorLine(
  { code, message, hint = '' }: { readonly code: string; readonly message: string; readonly hint?: string },
  said = '',
): string {
  const words = [said.includes(message) ? '' : message, hint].filter((part) => part !== '').join(' ');
  return words === '' ? code : `${code}: ${words}`;
}
