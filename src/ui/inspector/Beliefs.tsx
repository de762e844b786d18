import type { InspectorView } from '../../store'

/** What a component takes for true, beside what is true. */
export function Beliefs({ beliefs }: Pick<InspectorView, 'beliefs'>) {
  return (
    <table className="w-full text-left text-xs">
      <thead className="text-mute">
        <tr>
          <th className="pr-2 font-normal">About</th>
          <th className="pr-2 font-normal">believes</th>
          <th className="font-normal">truth</th>
        </tr>
      </thead>
      <tbody>
        {beliefs.map(({ about, believes, truth, differs }) => (
          <tr key={about} className={differs ? 'text-bad' : ''}>
            <th className="pr-2 align-top font-normal">{about}</th>
            <td className="pr-2 align-top font-semibold break-words">{believes}</td>
            <td className="align-top font-semibold break-words">
              {differs && <span aria-label="differs">≠ </span>}
              {truth}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
