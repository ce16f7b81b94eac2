// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/shape.hpp>

namespace skiff::protocol {

shape const boolean_shape{.kind = shape_kind::boolean};
shape const integer_shape{.kind = shape_kind::integer};
shape const long_integer_shape{.kind = shape_kind::long_integer};
shape const single_shape{.kind = shape_kind::single};
shape const real_shape{.kind = shape_kind::real};
shape const text_shape{.kind = shape_kind::text};
shape const blob_shape{.kind = shape_kind::blob};
shape const time_shape{.kind = shape_kind::time};
shape const secret_text_shape{.kind = shape_kind::secret_text};
shape const secret_blob_shape{.kind = shape_kind::secret_blob};
shape const json_text_shape{.kind = shape_kind::json_text};
shape const empty_structure_shape{.kind = shape_kind::structure};

} // namespace skiff::protocol
