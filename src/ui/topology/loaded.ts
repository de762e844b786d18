import { lazy, type ComponentType } from 'react'

let loaded: ComponentType | null = null

/** Loads the topology ahead of the first paint, which then has it. */
export async function loadTopology(): Promise<void> {
  loaded = (await import('./Topology')).default
}

const Later = lazy(() => import('./Topology'))

/** The topology, or what becomes it. */
export const topology = (): ComponentType => loaded ?? Later
