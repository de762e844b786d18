import type { RunInfo } from '../../store'

export type Flag = RunInfo['flags'][number]

/** What of a run says whose its settings are. */
export type Origins = Pick<RunInfo, 'flags' | 'profile' | 'profiles'>

/** Whose a flag's value is, computed from the profile: the release's default, what a profile (the document's, or another) sets, or set by hand. */
export function originOf(
  { profile }: Origins,
  { value, default: given, release }: Flag
): 'hand' | 'document' | 'profile' | 'release' {
  if (value !== given) return 'hand'
  if (release === undefined) return 'release'
  return profile === 'document' ? 'document' : 'profile'
}

/** The same in words, with what the release and the document have where that is another value. */
export function originWords(info: Origins, flag: Flag, t: (text: string) => string): string {
  const origin = originOf(info, flag)
  const title = info.profiles.find(({ id }) => id === info.profile)?.title ?? info.profile
  const others = [
    ...(origin === 'hand' || origin === 'release' ? [] : [`the release has ${flag.release}`]),
    ...(origin === 'hand' ? [`the ${flag.release === undefined ? 'release' : 'profile'} has ${flag.default}`] : []),
    ...(flag.document === undefined || flag.document === flag.value ? [] : [`the document has ${flag.document}`])
  ]
  return [origin === 'profile' ? `${t('Set by the profile')} “${t(title)}”` : t(words[origin]), ...others.map(t)].join(
    '; '
  )
}

/** The shortest that is said beside a setting; the release's own defaults need no word. */
export const originTags = { hand: 'set here', document: 'the document', profile: 'profile', release: '' } as const

const words = {
  hand: 'Set here',
  document: 'Set by the document’s profile',
  release: 'The release’s default'
} as const

const tables = new WeakMap<RunInfo['flags'], ReadonlyMap<string, Flag>>()

/** A flag of a run by its name. */
export function flagIn({ flags }: Origins, name: string): Flag | undefined {
  let table = tables.get(flags)
  if (!table) tables.set(flags, (table = new Map(flags.map((flag) => [flag.name, flag]))))
  return table.get(name)
}
