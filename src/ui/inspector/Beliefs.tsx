import type { InspectorView } from '../../store'
import { usePage } from '../shared/use-page'

/** What a component takes for true and is not so, beside what is. */
export function Beliefs({ beliefs }: Pick<InspectorView, 'beliefs'>) {
  const t = usePage()
  return (
    <table className="w-full text-left text-xs leading-4">
      <thead className="text-[11px] text-faint">
        <tr>
          <th scope="col" className="pr-2 font-normal">
            <span className="sr-only">{t('About')}</span>
          </th>
          <th scope="col" className="pr-2 font-normal">
            {t('believes')}
          </th>
          <th scope="col" className="font-normal">
            {t('true')}
          </th>
        </tr>
      </thead>
      <tbody>
        {beliefs.map(({ about, believes, truth }) => (
          <tr key={about} className="border-b border-line last:border-0">
            <th scope="row" className="py-1 pr-2 align-top font-semibold [overflow-wrap:anywhere]">
              {t(about)}
            </th>
            <td className="py-1 pr-2 align-top [overflow-wrap:anywhere]">{t(believes)}</td>
            <td className="py-1 align-top [overflow-wrap:anywhere] text-bad">{t(truth)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
