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
