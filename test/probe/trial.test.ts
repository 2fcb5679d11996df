import { afterEach, expect, test } from "vitest";
import { workloadOf } from "../../src/model/workloads.ts";
import { trial } from "../../src/probe/trial.ts";
import { type Web, web } from "../fakes/web.ts";

const CHAT = "/v1/chat/completions";
const VECTORS = "/v1/embeddings";

const event = (choice: object): string => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
const ANSWERS: Readonly<Record<string, string>> = {
  [CHAT]: `${event({ delta: { content: "well" } })}${event({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`,
  [VECTORS]: JSON.stringify({ data: [{ embedding: [0.5] }] }),
};

let server: Web;
let asked: string[] = [];
afterEach(() => server.close());

/** A server that answers on every page but one. */
async function serve(broken?: string): Promise<void> {
  asked = [];
  server = await web((request, reply) => {
    const path = request.url ?? "";
    asked.push(path);
    const isBroken = path === broken;
    const type = path === CHAT && !isBroken ? "text/event-stream" : "application/json";
    reply.writeHead(isBroken ? 503 : 200, { "content-type": type });
    reply.end(isBroken ? '{"error":{"message":"out of luck"}}' : ANSWERS[path]);
  });
}

const tryOut = (name: "uniform" | "embed" | "mixed"): Promise<number> => {
  const sizes = { promptTokens: 10, outputTokens: 2, context: 64 };
  return trial({
    ...{
      host: "vm",
      url: server.url,
      apiKey: "sesame",
      model: "m",
      rungs: [1],
      requests: 2,
      requestTimeoutMs: 5000,
    },
    ...(name === "mixed" && { embedModel: "e" }),
    ...{ ...sizes, api: "openai-chat" },
    workload: workloadOf({ ...sizes, name, api: "openai-chat", embeds: true }),
  });
};

test.each([
  ["uniform", CHAT, "m", "a completion (openai-chat)", "--model"],
  ["embed", VECTORS, "m", "vectors (openai-embeddings)", "--model"],
  ["mixed", CHAT, "m", "a completion (openai-chat)", "--model"],
  ["mixed", VECTORS, "e", "vectors (openai-embeddings)", "--embed-model"],
] as const)("a %s workload whose %s is broken is told before the climb", async (name, broken, ...said) => {
  const [model, wanted, option] = said;
  await serve(broken);
  await expect(tryOut(name)).rejects.toMatchObject({
    code: "model-silent",
    subject: `${model} at ${server.url}`,
    saw: expect.stringMatching(/came to no good end: 503 out of luck/),
    hint: expect.stringContaining(`another model with ${option},`),
  });
  await expect(tryOut(name)).rejects.toThrow(`one request for ${wanted} came`);
});

test("each model is asked once, and the first again for its time", async () => {
  await serve();
  expect(await tryOut("mixed")).toBeGreaterThan(0);
  expect(asked).toEqual([CHAT, VECTORS, CHAT]);
});
