/** What the deployment tells before anybody signs in. */
import { computed, ref } from 'vue'

import { api, type Answer } from './http'

export const deployment = ref<Answer<'/api/v1/deployment', 'get'> | null>(null)
export const isDemo = computed(() => deployment.value?.demo === true)

/** Asks once, at start-up; without an answer the pages that need the server say so themselves. */
export async function learnDeployment(): Promise<void> {
  deployment.value = await api.get('/api/v1/deployment').catch(() => null)
}
