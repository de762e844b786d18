import type { Program } from '../program'

/** The controller of Gateways: agents ask it at 8443. */
export const gatewayController: Program = Object.freeze({
  name: 'nginx-gateway-fabric',
  repository: 'ghcr.io/nginx/nginx-gateway-fabric',
  listens: [8081, 8443, 9113],
  mib: 60,
  memoryMib: 50,
  readsSurroundings: true
})

/** nginx with its agent, one Deployment for each Gateway: its ports are those of the listeners. */
export const gatewayNginx: Program = Object.freeze({
  ...gatewayController,
  repository: 'ghcr.io/nginx/nginx-gateway-fabric/nginx',
  listens: [8081],
  declared: true,
  mib: 130
})
