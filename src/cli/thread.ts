import { parentPort, workerData } from 'node:worker_threads'
import type { Inputs, Way } from '../availability'
import { Laboratory } from '../availability/simulate'

/** A thread of `lab availability`: measures the ways that it is sent, one after another. */
const { cluster, seed } = workerData as Inputs
const laboratory = new Laboratory(cluster, seed)
parentPort?.on('message', (way: Way) => parentPort?.postMessage(laboratory.measure(way)))
