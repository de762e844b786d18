import '../worker/rest'
import { presets } from '../scenarios'
import type { Opened, Picture } from '../worker/protocol'
import { Session } from '../worker/session'

/** Links of which the page has a picture, besides the empty one: whoever opens a story sees its cluster at once. */
export const links: readonly string[] = presets.map(({ id }) => id)

/** The picture of a link, made by the code that will make it anew in the page. */
export function pictureOf(link: string): Picture {
  const answers: Opened[] = []
  const session = new Session((message) => {
    if (message.type === 'reply') answers.push(message.reply as Opened)
  })
  session.receive({ type: 'open', id: 1, link })
  while (answers.length === 0 && session.pump());
  const [opened] = answers
  if (!opened) throw new Error(`no picture of '${link}'`)
  const { history } = session.branch.simulation
  return { opened, hash: history.timeline.digest(history.seek(opened.playhead).entries) }
}
