export { find, printed } from './evaluate'
export { parse, type ListNode } from './parse'
