import { useId, type ReactNode } from 'react'
import { usePage } from './use-page'

/** A titled part of a side panel. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const t = usePage()
  const id = useId()
  return (
    <section aria-labelledby={id} className="mb-3.5">
      <h2 id={id} className="heading">
        {t(title)}
      </h2>
      {children}
    </section>
  )
}
