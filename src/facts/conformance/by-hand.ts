import type { Assumption } from "./assumption.ts";

/** What no program can find out by itself. */
export const handAssumptions: readonly Assumption[] = [
  {
    kind: "hand",
    id: "hand.update-keys",
    says: "The keys that hold updates back stay as they are over an update of macOS",
    source: "unproven on 26 and 27",
    todo: "run `espalier update-os`, then `espalier plan`: it must not want to set them again",
  },
  {
    kind: "hand",
    id: "hand.sshd-after-update",
    says: "An update of macOS leaves /etc/ssh/sshd_config.d alone",
    source: "our conclusion from reports",
    todo: "keep a file 010-* there, update, and look whether it is still there",
  },
  {
    kind: "hand",
    id: "hand.file-vault-ssh",
    says: "From macOS 26 on a Mac whose FileVault waits is unlocked with a password over SSH",
    source: "apple_ssh_and_filevault(7)",
    todo: "restart a Mac with FileVault on and log in over SSH with a password, by hand and without a terminal",
  },
  {
    kind: "hand",
    id: "hand.power-cut",
    says: "A Mac without FileVault comes back by itself after a power cut and serves",
    source: "pmset(1), autorestart",
    todo: "pull the plug, wait a minute, put it back, and see `espalier status`",
  },
  {
    kind: "hand",
    id: "hand.busy-answer",
    says: "A full Ollama answers 503 and `server busy, please try again.  maximum pending requests exceeded`",
    source: "ollama/ollama server/sched.go at fb30760",
    todo: "run `npm run test:engines` on the Mac with the pinned Ollama on PATH",
  },
  {
    kind: "hand",
    id: "hand.created-digest",
    says: "A model that is created twice from the same file has the same digest",
    source: "our conclusion from ollama/ollama server/create.go",
    todo: "run `npm run test:engines` on the Mac with the pinned Ollama on PATH",
  },
  {
    kind: "hand",
    id: "hand.llmster-account",
    says: "lms works for an account whose shell is /usr/bin/false, and bootout leaves no llmster behind",
    source: "unproven",
    todo: "deploy an LM Studio engine, drain the host, `launchctl bootout` its job, and look with `ps -A`",
  },
  {
    kind: "hand",
    id: "hand.lm-studio-vectors",
    says: "LM Studio takes a GGUF of nomic-bert for a model that embeds, and says type embedding in `lms ps --json`",
    source: "lmstudio-bug-tracker#290, #1908 and #2177",
    todo: "deploy an LM Studio engine with a model that has `embeds: true`: its wrapper ends and says so when it is not so",
  },
  {
    kind: "hand",
    id: "hand.llama-server-vectors",
    says: "llama-server with --embeddings takes at most vocabulary x contextLength x 4 B to compute, and no prompt cache",
    source: "our conclusion from llama.cpp#12836 and src/llama-context.cpp",
    todo: "deploy one with a model that has `embeds: true`, and hold predicted against measured memory in the report",
  },
];
