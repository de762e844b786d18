import { useCallback, useState } from 'react'
import { messagesOf, select, showEntry, type MessageView } from '../../store'
import { useRelative } from '../shared/relative-time'
import { useInstant } from '../shared/use-instant'
import { usePage } from '../shared/use-page'
import { SettingOrigin } from '../shared/SettingOrigin'

const refreshMs = 500
const count = 60

/** What a process was told and said last, the latest first, each with the step that led to it. */
export default function Messages({ target }: { readonly target: string }) {
  const t = usePage()
  const relative = useRelative()
  const [messages, setMessages] = useState<readonly MessageView[] | null>(null)
  const [direction, setDirection] = useState<'all' | 'in' | 'out'>('all')
  const load = useCallback(
    async (wanted: () => boolean) => {
      const found = await messagesOf(target, count)
      if (wanted()) setMessages(found)
    },
    [target]
  )
  useInstant(load, refreshMs)
  if (!messages) return null
  const shown = messages.filter((message) => direction === 'all' || message.direction === direction)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <select
        aria-label={t('Direction')}
        value={direction}
        onChange={(event) => setDirection(event.target.value as typeof direction)}
        className="field self-start py-0.5 text-xs"
      >
        <option value="all">{t('in and out')}</option>
        <option value="in">{t('in')}</option>
        <option value="out">{t('out')}</option>
      </select>
      {shown.length === 0 && <p className="text-mute">{t('None came or went lately.')}</p>}
      <ol
        aria-label={t('Messages, the latest first')}
        tabIndex={0}
        className="min-h-24 flex-1 overflow-auto text-xs leading-4"
      >
        {shown.map(({ entry, at, direction: way, peer, label, lost, cause, causeEntry, setting }) => (
          <li key={entry} className="border-b border-line py-1">
            <button
              type="button"
              className="w-full rounded text-left [overflow-wrap:anywhere] hover:bg-raised"
              onClick={() => void showEntry(entry, at)}
            >
              <b className="font-semibold text-lead">{relative(at)}</b>{' '}
              <span className="text-mute">{way === 'in' ? '← from' : '→ to'}</span> {peer}{' '}
              <span className={`font-medium ${lost ? 'text-bad line-through' : ''}`}>{label}</span>
              {lost && <span className="text-bad"> {t('lost')}</span>}
            </button>
            {cause && (
              <button
                type="button"
                className="w-full rounded pl-3 text-left [overflow-wrap:anywhere] text-mute hover:bg-raised"
                onClick={() => void showEntry(causeEntry, at)}
              >
                {t('because')} {cause}
                {setting && (
                  <span className="numbers ml-1 rounded bg-infobg px-1 text-[11px] text-info">
                    {setting}
                    <SettingOrigin name={setting} />
                  </span>
                )}
              </button>
            )}
            {peer !== '' && way === 'in' && (
              <button type="button" className="sr-only focus:not-sr-only" onClick={() => select(peer)}>
                {t('Inspect')} {peer}
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}
