import { drills } from 'virtual:drills'
import { learnAddress } from './address'
import { doneOf, useProgress } from './progress'

/** Something to be done about what the chapter tells: a drill, on a page of its own, whose tasks the simulation ticks. */
export default function TasksLink({ drill }: { readonly drill: string }) {
  const head = drills.find(({ id }) => id === drill)
  const done = useProgress((progress) => doneOf(progress, drill))
  return (
    <section aria-label="To be done" className="card px-4 py-3 text-[13px] leading-5">
      <h3 className="m-0! text-[15px]! font-semibold">{head?.title ?? 'Drills'}</h3>
      {head && <p className="mt-1 text-mute">{head.story}</p>}
      <p className="mt-2">
        <a href={learnAddress('drills', head?.id ?? '')} className="font-medium text-info hover:underline">
          {head ? 'Do it: its tasks are ticked by the run' : 'All drills'}
        </a>
        {done !== '' && <span className="ml-2 text-ok">{done}</span>}
      </p>
    </section>
  )
}
