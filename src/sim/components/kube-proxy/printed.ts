import { late } from '../../../base/late'
import type { iptablesSave } from './iptables'
import type { ipvsadmSave } from './ipvs'
import type { nftListRuleset } from './nftables'

/** The packet filter's rules as its own tools print them: only people look at them. */
export const printedRules = late<{
  readonly iptablesSave: typeof iptablesSave
  readonly ipvsadmSave: typeof ipvsadmSave
  readonly nftListRuleset: typeof nftListRuleset
}>('rules as they are printed')
