/** What the deployment tells before anybody signs in. */
import { computed, ref } from 'vue'

import { http } from './http'

export interface Deployment {
  demo: boolean
  province: string
  hotline: string
  public_url: string
}

export const deployment = ref<Deployment | null>(null)
export const isDemo = computed(() => deployment.value?.demo === true)

/** Asks once, at start-up; without an answer the pages that need the server say so themselves. */
export async function learnDeployment(): Promise<void> {
  deployment.value = await http.get<Deployment>('/api/v1/deployment').catch(() => null)
}
