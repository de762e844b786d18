import { since } from '../../duration'
import type { PodDisruptionBudget } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'MIN AVAILABLE', 'MAX UNAVAILABLE', 'ALLOWED DISRUPTIONS', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PodDisruptionBudget>(object)
    return [
      metadata.name,
      String(spec.minAvailable ?? 'N/A'),
      String(spec.maxUnavailable ?? 'N/A'),
      String(status?.disruptionsAllowed ?? 0),
      since(metadata.creationTimestamp, now)
    ]
  }
}
