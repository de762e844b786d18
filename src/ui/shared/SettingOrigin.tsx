import { useLab } from '../../store'
import { flagIn, originOf, originTags, originWords, type Origins } from './origin'
import { usePage } from './use-page'

/** Beside a setting of the run that is shown: whose its value is, if it is not the release's. */
export function SettingOrigin({ name }: { readonly name: string }) {
  const info = useLab((lab) => lab.info)
  return info && <OriginTag info={info} name={name} />
}

/** The same for a run that is given. */
export function OriginTag({ info, name }: { readonly info: Origins; readonly name: string }) {
  const t = usePage()
  const flag = flagIn(info, name)
  const tag = flag ? originTags[originOf(info, flag)] : ''
  if (!flag || tag === '') return null
  return (
    <span className="ml-1 font-sans italic" title={originWords(info, flag, t)} data-origin={originOf(info, flag)}>
      {t(tag)}
    </span>
  )
}
