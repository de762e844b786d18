import { fail, ok, type Result } from '../../../base/result'
import { createLive } from '../../../live'
import type { Side } from './clusters'

/** What is changed of a run. */
export interface Change {
  readonly masters?: number
  /** One setting, as it is typed. */
  readonly setting?: { readonly flag: string; readonly value: string }
}

/** The run of a link, changed (null: as it is), as a side with a name and a link of its own. */
export async function changedSide(
  link: string,
  change: Change | null,
  named = ''
): Promise<Result<Side & { readonly masters: number }>> {
  const live = createLive(link)
  try {
    await live.ask('proposal', { setting: '' })
    const refused =
      change === null ? null : await live.configure(configureOf(change, live.store.getState().info?.flags ?? []))
    const { info, inputs, error } = live.store.getState()
    if (refused) return fail(refused)
    if (!info) return fail(error || 'The link cannot be opened.')
    return ok({ name: nameOf(change, named, info), link: inputs, masters: info.masters })
  } finally {
    live.close()
  }
}

export const withMasters = (link: string, masters: number | null) =>
  changedSide(link, masters === null ? null : { masters })

interface Value {
  readonly name: string
  readonly value: number | string | boolean
  readonly default: number | string | boolean
}

function configureOf({ masters, setting }: Change, flags: readonly Value[]) {
  const changed = flags.filter((flag) => flag.value !== flag.default).map((flag) => [flag.name, flag.value] as const)
  return {
    ...(masters !== undefined && { masters }),
    ...(setting && { flags: { ...Object.fromEntries(changed), [setting.flag]: valueOf(setting.value) } })
  }
}

/** A number, yes or no, or a text. */
function valueOf(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function nameOf(
  change: Change | null,
  named: string,
  info: { readonly masters: number; readonly title: string }
): string {
  if (change === null) return info.title.slice(0, 40)
  const count = `${info.masters} master${info.masters === 1 ? '' : 's'}`
  const { setting, masters } = change
  if (!setting) return count
  const base = masters === undefined && named !== '' ? named : count
  // A side's name has room for 40 characters: the flag's first words go before its last.
  const words = setting.flag.split('-')
  const text = () => `${base.slice(0, 12).trim()}, ${words.join('-')}=${setting.value}`
  while (text().length > 40 && words.length > 1) words.shift()
  return text().slice(0, 40)
}
