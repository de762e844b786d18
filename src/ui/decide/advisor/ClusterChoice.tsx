import { useId, useState } from 'react'
import { Button } from '../../shared/Button'
import { keep, usePart } from '../kept'

const known = [
  { link: 'ha-worker-fails', title: '3 masters, 3 workers, one balancer' },
  { link: 'single-worker-fails', title: '1 master, 3 workers' }
] as const

/** The cluster that is advised: a preset's id or a link, kept in the address. */
export function useAdvised(): readonly [link: string, choose: (link: string) => void] {
  const link = usePart('advisor')
  return [link === '' ? known[0].link : link, (next) => keep('advisor', next === known[0].link ? '' : next)]
}

interface Props {
  readonly link: string
  readonly choose: (link: string) => void
}

export function ClusterChoice({ link, choose }: Props) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const own = known.every((one) => one.link !== link)
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const next = typed.trim().replace(/^[^#]*#/, '')
        if (next !== '') choose(next)
        setTyped('')
      }}
    >
      <label htmlFor={id} className="text-mute">
        The cluster
      </label>
      <select
        id={id}
        className="max-w-full rounded-lg border border-line bg-panel px-2 py-[5px]"
        value={own ? 'own' : link}
        onChange={({ target }) => target.value !== 'own' && choose(target.value)}
      >
        {known.map((one) => (
          <option key={one.link} value={one.link}>
            {one.title}
          </option>
        ))}
        {own && <option value="own">as the link says</option>}
      </select>
      <input
        aria-label="Link of another cluster"
        placeholder="or a link from the lab"
        className="min-w-0 flex-1 basis-44 rounded-lg border border-line bg-panel px-2 py-[5px] sm:max-w-72"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button type="submit" disabled={typed.trim() === ''}>
        Take it
      </Button>
      {own && (
        <a className="text-info underline" href={`./#${link}`}>
          Open it in the lab
        </a>
      )}
    </form>
  )
}
