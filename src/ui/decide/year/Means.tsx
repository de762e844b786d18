import { hoursAway } from '../../../availability'
import { lasting } from './lasting'
import { clusters, type ClusterId, type Lived } from './years'

const services = [
  { id: 'reads', name: 'reads' },
  { id: 'writes', name: 'writes' },
  { id: 'users', name: 'users’ requests' }
] as const

/** Means with their intervals beside the closed form, which exists for what hangs on no timer. */
export function Means({ lived }: { readonly lived: Readonly<Record<ClusterId, Lived>> }) {
  return (
    <table className="w-full border-collapse text-[13px] tabular-nums">
      <caption className="sr-only">How long each service is away in a year</caption>
      <thead className="text-left text-xs text-mute">
        <tr>
          <th className="font-normal">away a year</th>
          <th className="text-right font-normal">mean</th>
          <th className="pl-2 text-right font-normal">95 %</th>
          <th className="pl-2 text-right font-normal">closed form</th>
        </tr>
      </thead>
      {services.map((service) => (
        <tbody key={service.id} className="border-t border-line">
          <tr>
            <th scope="rowgroup" colSpan={4} className="pt-1 text-left text-xs font-semibold">
              {service.name}
            </th>
          </tr>
          {clusters.map(({ id, name, colour, dashed }) => {
            const result = lived[id].report?.results[service.id]
            return (
              <tr key={id}>
                <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                  <Mark colour={colour} dashed={dashed} /> {name}
                </th>
                <td className="pl-2 text-right font-semibold whitespace-nowrap">
                  {result ? lasting(result.lostS.mean) : 'not yet'}
                </td>
                <td className="pl-2 text-right whitespace-nowrap text-mute">
                  {result && `${lasting(result.lostS.low)} – ${lasting(result.lostS.high)}`}
                </td>
                <td className="pl-2 text-right whitespace-nowrap text-mute">
                  {result && (result.closedForm === null ? 'none' : lasting(hoursAway(result.closedForm) * 3_600))}
                </td>
              </tr>
            )
          })}
        </tbody>
      ))}
    </table>
  )
}

export function Mark({ colour, dashed }: { readonly colour: string; readonly dashed: boolean }) {
  return (
    <span
      aria-hidden
      className="inline-block size-2.5 rounded-[3px] border-[1.5px] align-baseline"
      style={{
        borderColor: colour,
        borderStyle: dashed ? 'dashed' : 'solid',
        background: dashed ? 'transparent' : colour
      }}
    />
  )
}
