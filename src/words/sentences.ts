import type { Moment, Phrase, Told } from '../sim/story/told'
import type { PillView, WaitView } from '../sim/view/types'
import type { Say, Words } from './words'

/** What stands in the strip about the instant shown. Sentences may bear emphasis and terms (`rich.ts`). */
export interface Present {
  readonly happened: string
  /** What does not work, or that everything does; empty while it is not known. */
  readonly works: string
  /** Until when; empty if nothing is waited for. */
  readonly until: string
}

/** More than this of one moment is too much to read. */
const most = 2

/** What happened in a moment, as one sentence. */
export function momentText(words: Words, say: Say, { said }: Moment, all = false): string {
  const told = said.slice(0, all ? said.length : most).map((phrase) => phraseText(words, say, phrase))
  return told.length === 0 ? '' : `${capital(told.join('; '))}.`
}

function phraseText<K extends keyof Told>(words: Words, say: Say, { key, args }: Phrase & { key: K }): string {
  const row: (args: Told[K], say: Say) => string = words.told[key]
  return row(args as Told[K], say)
}

/** The instant shown: the last moment (null: none; or it has not been read yet), what fails, and until when. `wait` is what ends it. */
export function presentText(
  words: Words,
  say: Say,
  moment: Moment | null | 'unread',
  pills: readonly PillView[],
  wait: WaitView | null
): Present {
  const until = wait ? waitText(words, say, wait) : ''
  const works = failsText(words, say, pills, until !== '')
  return {
    happened:
      moment === 'unread' ? words.story.reading : moment ? momentText(words, say, moment) : words.story.nothingYet,
    works,
    until: until === '' ? '' : `${works.endsWith(':') ? until : capital(until)}.`
  }
}

const acting = ['new-pods', 'scaling', 'healing', 'rescheduling'] as const

/** What does not work. With something to wait for it ends in a colon. */
function failsText({ story }: Words, say: Say, pills: readonly PillView[], goesOn: boolean): string {
  const none = pills.filter(({ status }) => status === 'none').map(({ id }) => id)
  const some = pills.filter(({ status }) => status === 'some').map(({ id }) => id)
  const end = goesOn ? ':' : '.'
  const name = (id: PillView['id']) => story.inPills[id]
  if (none.includes('reads') && none.includes('writes') && !none.includes('users')) return story.nothingChanges + end
  if (acting.every((id) => none.includes(id)) && none.length === acting.length && some.length === 0)
    return story.nobodyActs + end
  if (acting.every((id) => none.includes(id)) && none.length === acting.length)
    return `${story.nobodyActs}; ${uncapital(story.fails([], some.map(name), say))}`
  if (none.length + some.length > 0) return story.fails(none.map(name), some.map(name), say)
  if (pills.every(({ status }) => status !== 'all')) return ''
  return pills.every(({ status }) => status === 'all') ? story.everythingWorks : story.nothingKnownFails
}

/** A countdown as a part of a sentence. */
export function waitText(words: Words, say: Say, wait: WaitView): string {
  const { kind, process, about, setting, count } = wait
  const text = words.waits[kind]({
    who: process,
    about: about.replace(/^pod:/, ''),
    at: say.time(wait.dueAt),
    left: say.span(wait.dueAt - wait.startedAt),
    setting,
    count: count ? `${count.done}/${count.of}` : ''
  })
  return text
}

/** The second line of a pill. */
export function pillLine({ works, reasons }: Words, say: Say, { status, done, of, since, reason }: PillView): string {
  const from = typeof since === 'number' ? say.time(since) : ''
  switch (status) {
    case 'all':
      if (from !== '') return works.allSince(from)
      return since === 'always' ? works.all : works.brief.all
    case 'some':
      return works.some(say.number(done), say.number(of), from)
    case 'none':
      return reason ? reasons[reason] : works.none(from)
    case 'unknown':
      return reason ? reasons[reason] : works.brief.unknown
    case 'asking':
      return works.asking
    case 'playing':
      return works.playing
  }
}

/** The same where there is room for a word or two. */
export function pillBrief({ works }: Words, say: Say, { status, done, of }: PillView): string {
  switch (status) {
    case 'all':
      return works.brief.all
    case 'some':
      return works.some(say.number(done), say.number(of), '')
    case 'none':
      return works.brief.none
    case 'asking':
      return works.asking
    case 'unknown':
    case 'playing':
      return works.brief.unknown
  }
}

/** A sentence begins with a capital, but names of machines, pods and files stay as they are. */
function capital(text: string): string {
  const start = text.startsWith('[[') ? text.indexOf('|') + 1 : 0
  const first = /^[^\s;,.:]*/.exec(text.slice(start))![0]
  if (/[-/\d]/.test(first)) return text
  return text.slice(0, start) + text.charAt(start).toLocaleUpperCase() + text.slice(start + 1)
}

const uncapital = (text: string): string =>
  text.replace(/^(\**)(\p{L})/u, (_, stars: string, letter: string) => stars + letter.toLocaleLowerCase())
