import { z } from "zod";

// zod would try whether it may compile its checks with `new Function`. Our Content-Security-Policy forbids that, and the
// browser would report each try as an attack.
z.config({ jitless: true });
