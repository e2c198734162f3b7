/** The scenarios of the MCP conformance suite that ask a server for what every server has. */
export const generalScenarios = ['server-initialize', 'ping', 'tools-list', 'tools-call-error'] as const;

const ofAFixture = 'calls a tool of the suite that a fixture server has to bring';
const noResources = 'resources: no server of ours offers any, and none says so in its capabilities';
const noPrompts = 'prompts: no server of ours offers any, and none says so in its capabilities';
const noForms = 'calls a tool that asks the user for input; no tool of ours does';
const ofTransport = 'tests the HTTP side, which is the bridge and no part of the product';

/** The others, each with the reason why it says nothing of ours. Together they are the whole list of the suite. */
export const scenariosLeftOut: Readonly<Record<string, string>> = {
  'tools-call-simple-text': `${ofAFixture}; ours answer that there is no such tool, which passes and shows nothing`,
  'tools-call-image': ofAFixture,
  'tools-call-audio': ofAFixture,
  'tools-call-embedded-resource': ofAFixture,
  'tools-call-mixed-content': ofAFixture,
  'tools-call-with-progress': `${ofAFixture}; the tests of libs/mcp hold progress`,
  'json-schema-2020-12': ofAFixture,
  'tools-call-with-logging': `${ofAFixture}, and logging, which no server of ours offers`,
  'logging-set-level': 'logging: no server of ours offers it',
  'completion-complete': 'completion of arguments: no server of ours offers it',
  'tools-call-sampling': 'calls a tool that samples; no tool of ours does',
  'tools-call-elicitation': noForms,
  'elicitation-sep1034-defaults': noForms,
  'elicitation-sep1330-enums': noForms,
  'server-sse-polling': ofTransport,
  'server-sse-multiple-streams': ofTransport,
  'dns-rebinding-protection': ofTransport,
  'resources-list': noResources,
  'resources-read-text': noResources,
  'resources-read-binary': noResources,
  'resources-templates-read': noResources,
  'resources-subscribe': noResources,
  'resources-unsubscribe': noResources,
  'prompts-list': noPrompts,
  'prompts-get-simple': noPrompts,
  'prompts-get-with-args': noPrompts,
  'prompts-get-embedded-resource': noPrompts,
  'prompts-get-with-image': noPrompts,
};
