/**
 * Sentences of the simulator's views in another language: each row is a sentence of theirs, with `{names}` for what differs, and
 * the same in that language. What stands for a name written `{~name}` is a sentence, too, and translated if it is known.
 */
export type Rows = Readonly<Record<string, string>>

interface Compiled {
  readonly whole: RegExp
  readonly names: readonly string[]
  readonly said: string
  /** How many letters of it stand fast. */
  readonly fast: number
}

const place = /\{(~?)(\w+)\}/g
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function compiled([english, said]: [string, string]): Compiled {
  const names = [...english.matchAll(place)].map(([, deep, name]) => `${deep}${name}`)
  const parts = english.split(/\{~?\w+\}/).map(literal)
  // One letter stands for a number, or for what has no blank.
  const values = [...names.map((name) => (name.length === 1 || name === 'all' ? '([^\\s,;]+)' : '(.+?)')), '']
  const fast = parts.reduce((sum, part) => sum + part.length, 0)
  return { fast, whole: new RegExp(`^${parts.map((part, i) => part + values[i]!).join('')}$`), names, said }
}

/**
 * A translator; null for what no row fits. What stands side by side in a text is said part by part. A name of one letter, and `{all}`, stand for numbers: for what has no blank or comma.
 */
export function translator(rows: Rows, exact: Rows): (text: string) => string | null {
  // Of several rows that fit, the one says most of which most stands fast.
  const all = Object.entries(rows)
    .map(compiled)
    .sort((a, b) => b.fast - a.fast)
  const known = new Map<string, string | null>()
  const translate = (text: string): string | null => {
    const before = known.get(text)
    if (before !== undefined) return before
    const found =
      exact[text] ??
      joined(text, ' · ') ??
      noted(text) ??
      sentences(text) ??
      halves(text, '; ') ??
      fitted(text) ??
      joined(text, ', ')
    // Texts with times in them are of one use.
    if (known.size > 2_000) known.clear()
    known.set(text, found)
    return found
  }
  const fitted = (text: string): string | null => {
    for (const { whole, names, said } of all) {
      const match = whole.exec(text)
      if (!match) continue
      return said.replace(place, (_, _deep: string, name: string) => {
        const at = names.findIndex((one) => one === name || one === `~${name}`)
        const value = match[at + 1] ?? ''
        return names[at]?.startsWith('~') ? (translate(value) ?? value) : value
      })
    }
    return null
  }
  /** A step and what was noted of it, which may be in words of its own. */
  const noted = (text: string): string | null => {
    const at = text.indexOf(' — ')
    const step = at < 0 ? null : translate(text.slice(0, at))
    return step === null ? null : `${step} — ${translate(text.slice(at + 3)) ?? text.slice(at + 3)}`
  }
  /** Two sayings side by side, in one of which the joint may stand, too. */
  const halves = (text: string, joint: string): string | null => {
    for (let at = text.indexOf(joint); at >= 0; at = text.indexOf(joint, at + 1)) {
      const first = translate(text.slice(0, at))
      const rest = first === null ? null : translate(text.slice(at + joint.length))
      if (first !== null && rest !== null) return first + joint + rest
    }
    return null
  }
  const sentences = (text: string): string | null => {
    const said = sentencesOf(text)
    return said.length < 2 ? null : inOne(said.map(translate), ' ')
  }
  const joined = (text: string, joint: string): string | null => {
    const parts = text.split(joint)
    if (parts.length < 2) return null
    return inOne(parts.map(translate), joint)
  }
  return translate
}

const inOne = (said: readonly (string | null)[], joint: string): string | null =>
  said.every((part) => part !== null) ? said.join(joint) : null

/** The sentences of a text, each with its end. */
export const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?]) (?=[A-Z])/)
