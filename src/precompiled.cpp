// SPDX-License-Identifier: Apache-2.0
// Owns the header that all targets reuse: see precompiled.hpp.
