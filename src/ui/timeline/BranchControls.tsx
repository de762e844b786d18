import { comparisonOf, deleteBranch, selectBranch, useLab, visit } from '../../store'
import { Menu } from '../shared/Menu'
import { SmallButton } from './SmallButton'
import { useRelative } from '../shared/relative-time'
import { usePage } from '../shared/use-page'

/** Who acts in the past goes another way; the ways gone before stay until they are deleted. */
export function BranchControls() {
  const t = usePage()
  const relative = useRelative()
  const branches = useLab((lab) => lab.timeline?.branches)
  const branch = useLab((lab) => lab.timeline?.branch ?? 0)
  const { back, forth } = useLab((lab) => lab.visits)
  if (!branches || (branches.length < 2 && !back && !forth)) return null
  const isRoot = branches.find(({ id }) => id === branch)?.parent === null
  return (
    <div role="group" aria-label={t('Branches')} className="flex items-center gap-1 text-mute">
      <SmallButton label="Back to the branch before" onClick={() => void visit(-1)} disabled={!back}>
        ↶
      </SmallButton>
      <SmallButton label="Forth again" onClick={() => void visit(1)} disabled={!forth}>
        ↷
      </SmallButton>
      <label className="flex items-center gap-1.5">
        <span className="sr-only">{t('Branch')}</span>
        <select
          className="field max-w-72 py-0 text-xs"
          value={branch}
          onChange={(event) => void selectBranch(Number(event.target.value))}
        >
          {branches.map(({ id, forkedAt, title, parent }) => (
            <option key={id} value={id}>
              {parent === null ? title : `${relative(forkedAt)}: ${title}`}
            </option>
          ))}
        </select>
      </label>
      {branches.length > 1 && (
        <Menu
          label={t('Compare this branch with another, in Decide')}
          className="min-w-6 rounded border border-line px-1.5 leading-5 hover:text-ink"
          items={branches
            .filter(({ id }) => id !== branch)
            .map(({ id, title, forkedAt, parent }) => ({
              label: parent === null ? title : `${relative(forkedAt)}: ${title}`,
              group: t('Compare this branch with another, in Decide'),
              act: () =>
                void comparisonOf(branch, id).then((address) => {
                  if (address) location.assign(address)
                })
            }))}
        >
          ⇄
        </Menu>
      )}
      {!isRoot && (
        <SmallButton label="Delete this branch" onClick={() => void deleteBranch(branch)}>
          ×
        </SmallButton>
      )}
    </div>
  )
}
