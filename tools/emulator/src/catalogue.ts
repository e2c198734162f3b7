/** A model as this backend knows it: enough to refuse what does not fit it. */
export interface CatalogueModel {
  readonly slug: string;
  /** Efforts that the wire takes. `ultra` is a word of the client: it is sent as `xhigh`. */
  readonly efforts: readonly string[];
  readonly defaultEffort: string;
  /** Whether the model speaks the Lite dialect in ChatGPT mode. */
  readonly lite: boolean;
  readonly tiers: readonly string[];
  readonly contextWindow: number;
}

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

function lite(slug: string, defaultEffort: string, contextWindow = 272_000): CatalogueModel {
  return { slug, efforts, defaultEffort, lite: true, tiers: ['priority', 'flex'], contextWindow };
}

/** The models that codex-cli 0.169.0 carries in its bundle, hidden ones apart. */
export const defaultCatalogue: readonly CatalogueModel[] = [
  lite('gpt-6.1-sol', 'low'),
  lite('gpt-6-astra', 'low'),
  lite('gpt-6-sol', 'medium'),
  lite('gpt-6-luna', 'medium'),
  lite('gpt-5.6-sol', 'low'),
  lite('gpt-6.1-terra', 'low', 500_000),
  lite('gpt-5.6-terra', 'medium'),
  lite('gpt-5.6-luna', 'medium'),
  {
    slug: 'gpt-5.5',
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
    defaultEffort: 'medium',
    lite: false,
    tiers: ['priority', 'flex'],
    contextWindow: 272_000,
  },
];

/** The body of `GET …/codex/models`, with every field that codex-cli 0.169.0 insists on. */
export function catalogueBody(models: readonly CatalogueModel[]): unknown {
  return {
    models: models.map((model, index) => ({
      slug: model.slug,
      display_name: model.slug.toUpperCase(),
      description: 'A model of the emulator.',
      default_reasoning_level: model.defaultEffort,
      supported_reasoning_levels: model.efforts.map((effort) => ({ effort, description: effort })),
      shell_type: 'unified_exec',
      visibility: 'list',
      supported_in_api: true,
      priority: index + 1,
      additional_speed_tiers: [],
      service_tiers: model.tiers.map((id) => ({ id, name: id, description: id })),
      availability_nux: null,
      upgrade: null,
      include_skills_usage_instructions: false,
      include_plugin_usage_instructions: false,
      include_apps_usage_instructions: false,
      default_reasoning_summary: 'none',
      support_verbosity: true,
      default_verbosity: 'low',
      apply_patch_tool_type: 'freeform',
      web_search_tool_type: 'text_and_image',
      truncation_policy: { mode: 'tokens', limit: 10_000 },
      supports_parallel_tool_calls: !model.lite,
      supports_image_detail_original: true,
      context_window: model.contextWindow,
      max_context_window: model.contextWindow,
      effective_context_window_percent: 95,
      experimental_supported_tools: [],
      input_modalities: ['text', 'image'],
      supports_search_tool: true,
      use_responses_lite: model.lite,
      ...(model.lite ? { tool_mode: 'code_mode_only' } : {}),
      base_instructions: 'You are Codex, answering through an emulator.',
    })),
  };
}
