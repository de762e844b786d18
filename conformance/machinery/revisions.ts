import { isFields } from './steps'

/** Which of our revisions, uids and addresses stands for a recorded one: learned from each answer, told in each later request. */
export class Revisions {
  private readonly ours = new Map<string, string>()
  private readonly uids = new Map<string, string>()

  learn(want: unknown, got: unknown): void {
    if (Array.isArray(want) && Array.isArray(got)) want.forEach((item, i) => this.learn(item, got[i]))
    else if (isFields(want) && isFields(got))
      for (const [key, value] of Object.entries(want)) {
        const found = got[key]
        if (key === 'resourceVersion' && typeof value === 'string' && typeof found === 'string')
          this.ours.set(value, found)
        else if ((key === 'uid' || key === 'clusterIP') && typeof value === 'string' && typeof found === 'string')
          this.uids.set(value, found)
        else this.learn(value, found)
      }
  }

  /** A request's path with our revisions, also in the tokens of pages, and with our addresses. */
  told(path: string): string {
    return path
      .replace(/(\/ipaddresses\/)([\d.]+)/, (_, place: string, text: string) => place + (this.uids.get(text) ?? text))
      .replace(/([?&]resourceVersion=)(\d+)/g, (_, key: string, text: string) => key + (this.ours.get(text) ?? text))
      .replace(/([?&]continue=)([A-Za-z0-9_-]+)/g, (_, key: string, token: string) => key + this.token(token))
  }

  /** A request's body with our uids: an owner's, a precondition's, that of an object which a token is bound to. */
  toldIn(body: unknown): unknown {
    if (typeof body === 'string') return this.uids.get(body) ?? body
    if (Array.isArray(body)) return body.map((item) => this.toldIn(item))
    if (!isFields(body)) return body
    return Object.fromEntries(Object.entries(body).map(([key, item]) => [key, this.toldIn(item)]))
  }

  /** An answer with the recorded uids and addresses that its request named. */
  back(answer: unknown, request: unknown): unknown {
    const sent = JSON.stringify(request ?? null)
    const named = [...this.uids].filter(([recorded]) => sent.includes(recorded))
    if (named.length === 0 || answer === undefined) return answer
    const text = named.reduce((all, [recorded, ours]) => all.replaceAll(ours, recorded), JSON.stringify(answer))
    return JSON.parse(text) as unknown
  }

  private token(text: string): string {
    try {
      const page = JSON.parse(Buffer.from(text, 'base64url').toString()) as { rv?: number }
      const rv = Number(this.ours.get(String(page.rv)) ?? page.rv)
      return page.rv === undefined || rv === page.rv
        ? text
        : Buffer.from(JSON.stringify({ ...page, rv })).toString('base64url')
    } catch {
      return text
    }
  }
}
