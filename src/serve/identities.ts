import type { TLSSocket } from 'node:tls'

export interface Identity {
  /** Empty: the request bears no credential of ours; the simulated server looks at its token. */
  readonly user: string
  readonly groups: readonly string[]
  /** The certificate's fingerprint, as Kubernetes tells it. */
  readonly credential?: string
}

const nobody: Identity = { user: '', groups: [] }

/** Who the certificate of a socket names, if this run's authority has signed it. */
export function certificateOf(tls: TLSSocket): Identity | undefined {
  if (!tls.authorized) return undefined
  // A socket that was closed meanwhile has none any more.
  const certificate = tls.getPeerCertificate() as ReturnType<TLSSocket['getPeerCertificate']> | null
  const subject = certificate?.subject
  const user: unknown = subject?.CN
  if (typeof user !== 'string' || user === '') return undefined
  const groups: unknown = subject?.O
  const print: unknown = certificate?.fingerprint256
  return {
    user,
    groups: typeof groups === 'string' ? [groups] : Array.isArray(groups) ? (groups as string[]) : [],
    ...(typeof print === 'string' && { credential: `X509SHA256=${print.replaceAll(':', '').toLowerCase()}` })
  }
}

/** Users known by a token of this run (a token file, in Kubernetes' words). A good certificate counts before a token. */
export class Identities {
  private readonly byToken = new Map<string, Identity>()

  add(token: string, identity: Identity): void {
    this.byToken.set(token, identity)
  }

  of(certificate: Identity | undefined, authorization: string | undefined): Identity {
    if (certificate) return certificate
    const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(authorization ?? '') ?? []
    return this.byToken.get(token) ?? nobody
  }
}
