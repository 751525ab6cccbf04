/** What waits for this officer, gathered from the lists they may see. */
import { may } from '@/session'

import { alerts } from './alerts'
import { venues } from './venues'

export interface Overview {
  alerts_open: number | null
  applications_waiting: number | null
}
export const overview = {
  get: async (): Promise<Overview> => {
    const [open, waiting] = await Promise.all([
      may('alerts') ? alerts.summary().then((summary) => summary.open) : null,
      may('review') ? venues.reviews({ size: 1 }).then((page) => page.waiting) : null,
    ])
    return { alerts_open: open, applications_waiting: waiting }
  },
}
