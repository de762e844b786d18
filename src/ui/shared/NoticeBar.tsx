import { useEffect } from 'react'
import { dismissNotice, useLab } from '../../store'

const patienceMs = 8_000

/** One sentence at the top of the picture, where no toolbar comes: a refusal stays until it is closed, news go by themselves. */
export function NoticeBar() {
  const notice = useLab((lab) => lab.notice)
  useEffect(() => {
    if (notice?.role !== 'status') return
    const timer = setTimeout(dismissNotice, patienceMs)
    return () => clearTimeout(timer)
  }, [notice])
  const box = (role: 'status' | 'alert') => (
    <div role={role} className="flex justify-center">
      {notice?.role === role && (
        <p
          className={`pointer-events-auto flex items-start gap-3 rounded-[9px] border px-3 py-1.5 shadow-card ${
            role === 'alert' ? 'border-bad bg-badbg text-bad' : 'border-line bg-panel'
          }`}
        >
          <span className="max-w-[60ch]">{notice.text}</span>
          <button type="button" aria-label="Close the message" onClick={dismissNotice} className="font-semibold">
            ×
          </button>
        </p>
      )}
    </div>
  )
  return (
    <div className="pointer-events-none absolute inset-x-3 top-2 z-20">
      {box('status')}
      {box('alert')}
    </div>
  )
}
