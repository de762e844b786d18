import type { Around } from './around'

/*
 * What a kubelet of 1.36 writes while it does not reach its runtime, around the lines of its own steps: whoever asks the runtime at about the same time
 * says so, too. Models cri-client/pkg/remote_runtime.go and remote_image.go, kuberuntime_image.go, container_log_manager.go.
 */

const listing = (err: string): string =>
  `E0 remote_runtime.go:506] "ListContainers with filter from runtime service failed" err=${err} filter=""`

/** What stands behind `err=`, without its first words. */
const errorIn = (line: string, prefix = ''): string => {
  const [, text = '""'] = /err=("(?:[^"\\]|\\.)*")/.exec(line) ?? []
  return JSON.stringify((JSON.parse(text) as string).slice(prefix.length))
}

/** gRPC's three connections: to the runtime, to its images, to its events. */
const channels = ['Channel #1 SubChannel #2', 'Channel #4 SubChannel #5', 'Channel #9 SubChannel #10']

/** By the message of the line that a step of the kubelet writes. */
export const runtimeDown: Readonly<Record<string, Around>> = {
  'createTransport failed': {
    instead: true,
    before: ({ socket }) =>
      channels.map(
        (channel) =>
          `W0 logging.go:55] [core] [${channel}] grpc: addrConn.createTransport failed to connect to {Addr: "${socket}", ServerName: "localhost", }. Err: connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: connection refused"`
      )
  },
  // Logs are looked at as often as the node's resources.
  'Eviction manager: failed to get summary stats': {
    before: (_facts, line) => {
      const prefix = 'failed to get imageFs stats: '
      if (!line.includes(prefix)) return []
      const err = errorIn(line, prefix)
      const why = JSON.stringify(`failed to list containers: ${JSON.parse(err) as string}`)
      return [
        listing(err),
        `E0 container_log_manager.go:154] "Failed to rotate container logs" err=${why}`,
        `E0 remote_image.go:303] "ImageFsInfo from image service failed" err=${err}`
      ]
    }
  },
  // Images are listed by a loop that began with the collector's.
  'Container garbage collection failed': {
    before: (_facts, line) => {
      const err = errorIn(line)
      return [
        `E0 remote_image.go:161] "ListImages with filter from image service failed" err=${err} filter="<nil>"`,
        `E0 kuberuntime_image.go:108] "Failed to list images" err=${err}`,
        `I0 image_gc_manager.go:231] "Failed to update image list" err=${err}`,
        listing(err)
      ]
    }
  }
}
