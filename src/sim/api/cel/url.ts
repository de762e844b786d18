/** A URL as rules look at it. */
export class Url {
  constructor(
    readonly scheme: string,
    /** With its port, if it names one. */
    readonly host: string,
    readonly path: string
  ) {}

  /** Without the port, and without the brackets of an IPv6 address. */
  get hostname(): string {
    return this.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host.replace(/^\[.*\]/, ''))?.[1] ?? ''
  }
}

const form =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:[^@/?]*@)?(\[[\da-fA-F:.]+\](?::\d*)?|[^\s:/?[\]]*(?::\d*)?)(?=[/?]|$))?([^?]*)(?:\?.*)?$/

/** Models net/url ParseRequestURI: a whole URL, or a path that begins at the root. */
export function urlOf(text: string): Url | undefined {
  // eslint-disable-next-line no-control-regex -- what Go refuses
  if (/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(text) || /%(?![\da-fA-F]{2})/.test(text)) return undefined
  const found = form.exec(text)
  if (!found) return undefined
  const [, scheme = '', host, path = ''] = found
  if (scheme === '' && !text.startsWith('/')) return undefined
  if (host === undefined && text.slice(scheme === '' ? 0 : scheme.length + 1).startsWith('//')) return undefined
  return new Url(scheme.toLowerCase(), host ?? '', path.startsWith('/') ? escaped(path) : '')
}

/** What is escaped already stays so. */
const escaped = (path: string): string => path.replace(/[^\w!#$%&'()*+,./:;=@~-]/gu, encodeURIComponent)
