import { generate } from 'selfsigned';
import type { Certificate } from './listener.ts';

/** A certificate for loopback and the given names, signed by an authority that nobody trusts unless told to. */
export async function makeCertificate(
  names: readonly string[],
): Promise<Certificate & { readonly authority: string }> {
  const notAfterDate = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const shared = { algorithm: 'sha256', keyType: 'ec', curve: 'P-256', notAfterDate } as const;
  const authority = await generate([{ name: 'commonName', value: 'codex-pro emulator authority' }], {
    ...shared,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...shared,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...['localhost', ...names].map((value) => ({ type: 2, value }) as const),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: leaf.private, cert: leaf.cert, authority: authority.cert };
}
