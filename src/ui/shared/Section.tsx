import { useId, type ReactNode } from 'react'

/** A titled part of a side panel. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mb-3.5">
      <h2 id={id} className="heading">
        {title}
      </h2>
      {children}
    </section>
  )
}
