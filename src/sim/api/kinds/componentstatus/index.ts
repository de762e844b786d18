import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { list, text, type Part } from '../parts'

/** Models pkg/printers/internalversion/printers.go printComponentStatus. */
export const componentstatus: KindCode = {
  columns: {
    headers: ['NAME', 'STATUS', 'MESSAGE', 'ERROR'],
    row: (object: KubeObject) => {
      const { conditions }: Part = { ...object }
      const healthy = list(conditions).find(({ type }) => type === 'Healthy')
      const status = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy'
      return [object.metadata.name, status, text(healthy?.message), text(healthy?.error)]
    }
  }
}
