import { useState } from 'react'
import { configure, useLab } from '../../store'
import { Button } from '../shared/Button'
import { InputError } from '../shared/InputError'
import { originWords, type Flag, type Origins } from '../shared/origin'
import { usePage } from '../shared/use-page'

type Value = Flag['value']

const mostShown = 30

/** Every setting under its upstream name: found by its name or what it says, changed on top of the profile. */
export function FlagEditor() {
  const t = usePage()
  const info = useLab((lab) => lab.info)
  const flags = info?.flags
  const [search, setSearch] = useState('')
  const [error, setError] = useState<string | null>(null)
  if (!flags) return null
  const ofProfile = flags.filter((flag) => flag.release !== undefined)
  const changed = flags.filter((flag) => flag.value !== flag.default)
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = flags.filter((flag) =>
    words.every((word) => `${flag.name} ${flag.description}`.toLowerCase().includes(word))
  )
  const shown = words.length > 0 ? found.slice(0, mostShown) : changed
  const set = async (name: string, value: Value | undefined) => {
    const next = Object.fromEntries(changed.map((flag) => [flag.name, flag.value]))
    if (value === undefined) delete next[name]
    else next[name] = value
    setError(await configure({ flags: next }))
  }
  return (
    <div className="grid gap-1.5">
      <input
        type="search"
        aria-label={t('Search flags')}
        placeholder={t(`Search ${flags.length} flags`)}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className="field"
      />
      <InputError text={error} />
      <ul className="grid gap-2">
        {shown.map((flag) => (
          <FlagRow key={flag.name} info={info} flag={flag} set={(value) => set(flag.name, value)} />
        ))}
      </ul>
      {words.length > 0 && found.length > mostShown && (
        <p className="text-xs text-mute">
          {found.length - mostShown} {t('more: type another word.')}
        </p>
      )}
      {words.length === 0 && changed.length === 0 && (
        <p className="text-xs text-mute">{t('All as the profile sets them.')}</p>
      )}
      {words.length === 0 && ofProfile.length > 0 && (
        <details className="text-xs">
          <summary className="text-mute">{t(`${ofProfile.length} differ from the release`)}</summary>
          <ul className="mt-1 grid gap-2">
            {ofProfile.map((flag) => (
              <FlagRow key={flag.name} info={info} flag={flag} set={(value) => set(flag.name, value)} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

interface RowProps {
  readonly info: Origins
  readonly flag: Flag
  readonly set: (value: Value | undefined) => void
}

function FlagRow({ info, flag, set }: RowProps) {
  const t = usePage()
  const isChanged = flag.value !== flag.default
  const id = `flag-${flag.name}`
  const take = (input: HTMLInputElement) => {
    const typed = typeof flag.default === 'number' ? Number(input.value) : input.value
    if (input.value !== '' && typed !== flag.value) set(typed)
    else input.value = String(flag.value)
  }
  return (
    <li className="grid gap-0.5">
      <label htmlFor={id} className="numbers text-xs break-all" title={flag.description}>
        {flag.name}
      </label>
      <div className="flex items-center gap-1">
        {typeof flag.default === 'boolean' ? (
          <input
            id={id}
            type="checkbox"
            checked={Boolean(flag.value)}
            onChange={(event) => set(event.target.checked)}
          />
        ) : (
          <input
            key={String(flag.value)}
            id={id}
            defaultValue={String(flag.value)}
            inputMode={typeof flag.default === 'number' ? 'decimal' : 'text'}
            className="field numbers flex-1 text-xs"
            onBlur={(event) => take(event.target)}
            onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
          />
        )}
        {isChanged && (
          <Button
            look="quiet"
            className="px-1.5"
            aria-label={`${flag.name} back to ${flag.default}`}
            title={`Back to ${flag.default}`}
            onClick={() => set(undefined)}
          >
            ↺
          </Button>
        )}
      </div>
      <p className="text-[11px] leading-tight text-mute">
        {flag.description} <b className="font-medium">{originWords(info, flag, t)}.</b>
      </p>
    </li>
  )
}
