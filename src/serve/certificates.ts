import { createHash, randomBytes, webcrypto } from 'node:crypto'
import type { BasicConstraintsExtension } from '@peculiar/x509'

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

/** What signs the server's certificate and those of its clients: made anew at each start, kept nowhere. */
export interface Authority extends Pair {
  server(names: readonly string[]): Promise<Pair>
  /** A client's certificate: its user and groups are common name and organisations, as in Kubernetes. */
  client(user: string, groups: readonly string[]): Promise<Pair>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const year = 365 * 86_400_000

export async function createAuthority(now: Date): Promise<Authority> {
  // Loaded when it is wanted: no other command needs it.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as Crypto)
  const notBefore = new Date(now.getTime() - 60_000)
  const notAfter = new Date(now.getTime() + year)
  const generate = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const serial = () =>
    randomBytes(8)
      .toString('hex')
      .replace(/^[89a-f]/, '1')
  const own = await generate()
  const basic: BasicConstraintsExtension = new x509.BasicConstraintsExtension(true, undefined, true)
  const usages = x509.KeyUsageFlags
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=kubernetes',
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: own,
    extensions: [basic, new x509.KeyUsagesExtension(usages.keyCertSign | usages.digitalSignature, true)]
  })
  const pem = async (key: webcrypto.CryptoKey) => {
    const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
    return `-----BEGIN PRIVATE KEY-----\n${bytes.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`
  }
  const issue = async (
    subject: { readonly [name: string]: string[] }[],
    usage: string,
    names: readonly string[]
  ): Promise<Pair> => {
    const keys = await generate()
    const issued = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: cert.subject,
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: own.privateKey,
      extensions: [
        new x509.KeyUsagesExtension(usages.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        ...(names.length === 0
          ? []
          : [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value }))
              )
            ])
      ]
    })
    return { cert: `${issued.toString('pem')}\n`, key: await pem(keys.privateKey) }
  }
  return {
    cert: `${cert.toString('pem')}\n`,
    key: await pem(own.privateKey),
    server: (names) => issue([{ CN: ['kube-apiserver'] }], '1.3.6.1.5.5.7.3.1', names),
    client: (user, groups) =>
      issue([{ CN: [user] }, ...groups.map((group) => ({ O: [group] }))], '1.3.6.1.5.5.7.3.2', [])
  }
}

/** A secret that cannot be guessed. */
export const secret = (): string => randomBytes(24).toString('base64url')

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
