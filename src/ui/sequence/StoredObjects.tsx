import { useCallback, useState } from 'react'
import { storedObjects } from '../../store'
import { useInstant } from '../shared/use-instant'
import { usePage } from '../shared/use-page'

type Found = NonNullable<Awaited<ReturnType<typeof storedObjects>>>

const refreshMs = 400
const latest = 40

/** What lies in etcd at the instant shown, the latest written first. */
export function StoredObjects() {
  const t = usePage()
  const [chosen, setChosen] = useState<string | null>(null)
  const [found, setFound] = useState<Found | null>(null)
  const load = useCallback(
    async (wanted: () => boolean) => {
      const answer = await storedObjects(chosen ?? undefined)
      if (wanted() && answer) setFound(answer)
    },
    [chosen]
  )
  useInstant(load, refreshMs)
  const keys = [...(found?.keys ?? [])].sort((a, b) => b.revision - a.revision).slice(0, latest)
  return (
    <div className="flex min-h-0 w-[280px] flex-none flex-col border-l border-line p-2 text-xs max-[1199px]:hidden">
      <p className="heading">{t('In etcd, latest first')}</p>
      <ul className="min-h-0 flex-1 overflow-auto" aria-label={t('Objects in etcd')}>
        {keys.map(({ key, revision }) => (
          <li key={key}>
            <button
              type="button"
              aria-pressed={key === chosen}
              onClick={() => setChosen(key === chosen ? null : key)}
              className={`flex w-full justify-between gap-2 rounded px-1.5 text-left ${key === chosen ? 'bg-infobg text-info' : 'hover:bg-raised'}`}
            >
              <span className="min-w-0 break-all">{key.replace('/registry/', '')}</span>
              <span className="numbers text-mute">{revision}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && found?.yaml && (
        <pre
          tabIndex={0}
          aria-label={chosen}
          className="mt-1 max-h-[60%] overflow-auto rounded-lg bg-raised p-2 text-[11px]"
        >
          {found.yaml}
        </pre>
      )}
    </div>
  )
}
