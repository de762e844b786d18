import { useEffect } from 'react'
import { dismissNotice, useLab } from '../../store'
import { Icon } from './Icon'
import { usePage } from './use-page'

const patienceMs = 8_000

/**
 * One sentence in the free part of the top bar, where it covers nothing; a long one grows down over the edge. A refusal stays
 * until it is closed, news go by themselves.
 */
export function NoticeBar() {
  const t = usePage()
  const notice = useLab((lab) => lab.notice)
  useEffect(() => {
    if (notice?.role !== 'status') return
    const timer = setTimeout(dismissNotice, patienceMs)
    return () => clearTimeout(timer)
  }, [notice])
  const box = (role: 'status' | 'alert') => (
    <div role={role} className="flex justify-end">
      {notice?.role === role && (
        <p
          className={`pointer-events-auto flex max-w-[420px] items-start gap-2 rounded-lg border py-1 pr-1 pl-2.5 text-xs leading-4 shadow-card ${
            role === 'alert' ? 'border-bad bg-badbg text-bad' : 'border-line bg-panel'
          }`}
        >
          <span>{notice.text}</span>
          <button
            type="button"
            aria-label={t('Close the message')}
            onClick={dismissNotice}
            className="grid size-5 flex-none place-items-center rounded hover:bg-raised"
          >
            <Icon name="close" size={14} />
          </button>
        </p>
      )}
    </div>
  )
  return (
    <div className="pointer-events-none absolute top-1.5 right-0 z-40 max-[1279px]:fixed max-[1279px]:top-[52px] max-[1279px]:right-2">
      {box('status')}
      {box('alert')}
    </div>
  )
}
