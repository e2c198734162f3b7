/** The message that puts one claim before a verifier. Everything in it is fenced: the claim is a model's words. */
export function verifierRequest(parts: { readonly code: string; readonly claim: string }): string {
  return `# Code\n${parts.code}\n\n# Claim\n${parts.claim}\n\n# Task\nTry to refute the claim by your instructions.`;
}
