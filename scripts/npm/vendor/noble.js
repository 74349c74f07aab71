// The three functions that receipt.js opens a receipt with; they need no secure context, unlike crypto.subtle.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

window.noble = { chacha20poly1305, hkdf, sha256 };
