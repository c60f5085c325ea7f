  def packed(self: __torch__.CLASS, weight: Tensor, dilation: int) -> Tensor:
    taps = torch.size(weight, 3)
    size = annotate(Optional[List[int]], None)
    if torch.gt(taps, 1):
      size = [1, torch.size(weight, 1), 1, torch.add(torch.mul(torch.sub(taps, 1), dilation), 512)]
    return torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(weight), [0, 0], [1, 1], [1, dilation], 1, size)
  def packed_convolution(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, dilation: int) -> Tensor:
    return ops.mkldnn._convolution_pointwise(input, weight, bias, [0, 0], [1, 1], [1, dilation], 1, "none", [], "")
  def packed_activation(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, dilation: int, slope: float) -> Tensor:
    scalars = annotate(List[Optional[number]], [slope])
    return ops.mkldnn._convolution_pointwise(input, weight, bias, [0, 0], [1, 1], [1, dilation], 1, "leaky_relu", scalars, "")
  def packed_sum(self: __torch__.CLASS, sum: Tensor, input: Tensor, weight: Tensor, bias: Tensor, dilation: int) -> Tensor:
    return ops.mkldnn._convolution_pointwise_(sum, input, weight, bias, [0, 0], [1, 1], [1, dilation], 1, "add", 1, None, [], None)
  def time_rows(self: __torch__.CLASS, input: Tensor, overlap: int) -> int:
    length = torch.sub(torch.size(input, 3), overlap)
    rows = 1
    if torch.eq(torch.size(input, 0), 1):
      if torch.eq(torch.stride(input, 1), 1):
        if torch.ge(length, 512):
          if torch.eq(torch.remainder(length, ROWS), 0):
            rows = ROWS
    return rows
  def in_rows(self: __torch__.CLASS, input: Tensor, rows: int, overlap: int) -> Tensor:
    apart = torch.stride(input, 3)
    own = torch.floordiv(torch.sub(torch.size(input, 3), overlap), rows)
    read = torch.add(own, overlap)
    return torch.as_strided(input, [rows, torch.size(input, 1), 1, read], [torch.mul(own, apart), 1, torch.mul(read, apart), apart], None)
  def of_rows(self: __torch__.CLASS, output: Tensor) -> Tensor:
    channels = torch.size(output, 1)
    length = torch.mul(torch.size(output, 0), torch.size(output, 3))
    whole = torch.mul(length, channels)
    return torch.as_strided(output, [1, channels, 1, length], [whole, 1, whole, channels], None)
  def rows_convolution(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, dilation: int, overlap: int) -> Tensor:
    rows = (self).time_rows(input, overlap)
    if torch.eq(rows, 1):
      result = (self).packed_convolution(input, weight, bias, dilation)
    else:
      result = (self).of_rows((self).packed_convolution((self).in_rows(input, rows, overlap), weight, bias, dilation))
    return result
  def rows_activation(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, dilation: int, slope: float, overlap: int) -> Tensor:
    rows = (self).time_rows(input, overlap)
    if torch.eq(rows, 1):
      result = (self).packed_activation(input, weight, bias, dilation, slope)
    else:
      result = (self).of_rows((self).packed_activation((self).in_rows(input, rows, overlap), weight, bias, dilation, slope))
    return result
  def rows_sum(self: __torch__.CLASS, sum: Tensor, input: Tensor, weight: Tensor, bias: Tensor, dilation: int, overlap: int) -> Tensor:
    rows = (self).time_rows(input, overlap)
    if torch.eq(rows, 1):
      _0 = (self).packed_sum(sum, input, weight, bias, dilation)
    else:
      _1 = (self).packed_sum((self).in_rows(sum, rows, 0), (self).in_rows(input, rows, overlap), weight, bias, dilation)
    return sum
  def linear_packed(self: __torch__.CLASS, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.reshape(weight, [torch.size(weight, 0), -1]), 256)
  def linear_convolution(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    samples = torch.permute(input, [0, 2, 3, 1])
    rows = torch.reshape(samples, [-1, torch.size(samples, 3)])
    sums = ops.mkldnn._linear_pointwise(rows, weight, bias, "none", [], "")
    apart = torch.reshape(sums, [torch.size(samples, 0), torch.size(samples, 1), torch.size(samples, 2), -1])
    return torch.permute(apart, [0, 3, 1, 2])
