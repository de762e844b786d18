import { drills } from 'virtual:drills'
import { useEffect } from 'react'
import type { DrillHead } from '../../../drills/list'
import { DrillView } from './DrillView'

/** `drills`, `outages`, or one of them by its id: what somebody can do with a cluster here. */
export default function DrillPages({ page, place }: { readonly page: 'drills' | 'outages'; readonly place: string }) {
  const head = drills.find(({ id }) => id === place)
  // Another page begins at its top, wherever the one before was read.
  useEffect(() => scrollTo(0, 0), [page, place])
  if (head) return <DrillView key={head.id} head={head} page={page} />
  return (
    <div className="book-text">
      <h1 className="mb-3 text-[26px] leading-8 font-semibold">
        {page === 'drills' ? 'Drills' : 'Outages that happened'}
      </h1>
      {place !== '' && (
        <p role="alert" className="text-bad">
          There is no drill '{place}'.
        </p>
      )}
      {page === 'drills' ? <Drills /> : <Outages />}
    </div>
  )
}

function Drills() {
  return (
    <>
      <p>
        A cluster, something that is to be done with it, and a terminal. What is done is what the simulation says: tasks
        tick by themselves, with the time and the event that says so.
      </p>
      <Group title="Exercises of the document" kind="exercise" page="drills" />
      <Group title="Incidents" kind="incident" page="drills" />
      <p className="text-[14px] text-mute">
        The same with your own kubectl: <code>npm run lab -- drill etcd-out-of-space --serve</code>. An incident that
        nobody knows: <code>npm run lab -- drill --random 7</code>.
      </p>
    </>
  )
}

function Outages() {
  return (
    <>
      <p>
        Published post-mortems, as runs. What was done is given; what comes of it comes out of the simulation. Guess
        first, then see; then try what people did about it.
      </p>
      <Group title="Outages" kind="outage" page="outages" />
    </>
  )
}

function Group({
  title,
  kind,
  page
}: {
  readonly title: string
  readonly kind: DrillHead['kind']
  readonly page: string
}) {
  return (
    <section>
      <h2 className="text-[17px] font-semibold">{title}</h2>
      <ul className="mt-2 grid !list-none gap-2">
        {drills
          .filter((drill) => drill.kind === kind)
          .map(({ id, title: name, story, source }) => (
            <li key={id} className="card !ml-0 px-4 py-3 text-[14px] leading-[21px]">
              <a href={`#${page}/${id}`} className="font-semibold text-info hover:underline">
                {name}
              </a>
              <p className="mt-1">{story}</p>
              {source !== '' && <p className="mt-1 text-mute">{source}</p>}
            </li>
          ))}
      </ul>
    </section>
  )
}
