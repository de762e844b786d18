const doors = [
  { title: 'Lab', href: './' },
  { title: 'Learn', href: './learn.html' },
  { title: 'Decide', href: './decide.html' }
] as const
export type Door = (typeof doors)[number]['title']

/** The three pages, as plain links; the one that is open is marked. */
export function Doors({ here }: { readonly here: Door }) {
  return (
    <nav aria-label="Doors" className="flex gap-0.5 rounded-lg bg-raised p-0.5">
      {doors.map(({ title, href }) => (
        <a
          key={title}
          href={href}
          aria-current={title === here ? 'page' : undefined}
          className={`rounded-md px-3 py-1 font-medium ${title === here ? 'bg-panel text-ink shadow-card' : 'text-mute hover:text-ink'}`}
        >
          {title}
        </a>
      ))}
    </nav>
  )
}
